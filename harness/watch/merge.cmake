# SPDX-License-Identifier: MIT
# cmake -DLINKER=... -DOBJCOPY=... -DOUT=FILE "-DOBJECTS=a.o;b.o" -P merge.cmake
function(step)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "cannot merge the judge's objects: ${ARGV0} ended with ${result}")
  endif()
endfunction()

step(${LINKER} -r -o ${OUT}.new ${OBJECTS}
  --wrap=memcmp --defsym=__wrap_memcmp=pq_own_memcmp
  --wrap=memchr --defsym=__wrap_memchr=pq_own_memchr
  --wrap=strncmp --defsym=__wrap_strncmp=pq_own_strncmp)
step(${OBJCOPY} --wildcard --keep-global-symbol=pq_watch_* ${OUT}.new)
file(RENAME ${OUT}.new ${OUT})
