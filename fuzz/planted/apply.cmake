# SPDX-License-Identifier: MIT
# cmake -DTOOL=patch -DPATCH=p -DSOURCE=tree -DOUT=folder -DFILES=src/a.c,src/b.c -P apply.cmake: copies the files to
# OUT and plants the bug in the copies. A patch that fits only nearly is an error, for its bug might be another one.
string(REPLACE "," ";" files "${FILES}")
foreach(file IN LISTS files)
  get_filename_component(folder ${OUT}/${file} DIRECTORY)
  file(MAKE_DIRECTORY ${folder})
  execute_process(COMMAND ${CMAKE_COMMAND} -E copy ${SOURCE}/${file} ${OUT}/${file} RESULT_VARIABLE failed)
  if(failed)
    message(FATAL_ERROR "${SOURCE}/${file} cannot be copied to ${OUT}")
  endif()
  file(TOUCH ${OUT}/${file})
endforeach()
execute_process(
  COMMAND ${TOOL} --strip=1 --silent --fuzz=0 --no-backup-if-mismatch --reject-file=- --directory=${OUT} --input=${PATCH}
  OUTPUT_VARIABLE said ERROR_VARIABLE said RESULT_VARIABLE failed)
if(failed)
  foreach(file IN LISTS files)
    file(REMOVE ${OUT}/${file})
  endforeach()
  message(FATAL_ERROR "${PATCH} does not fit the source any more:\n${said}")
endif()
