# SPDX-License-Identifier: MIT
# Libraries that strangers link: one archive of one object, which holds all that it needs of ours and shows no names but
# those of its public header, so that it can be linked beside anything.

# pq_public_library(NAME ARCHIVE word OBJECTS target INCLUDE folder KEEP names... [WRAP functions...] [LINKS libraries...])
# makes pq_NAME of an object library: libpratique_WORD.a, and pratique::WORD where it is installed. KEEP: what it shows,
# where * stands for any characters. WRAP: calls of these functions of libc lead to pq_own_FUNCTION.
function(pq_public_library name)
  cmake_parse_arguments(arg "" "ARCHIVE;OBJECTS;INCLUDE" "KEEP;WRAP;LINKS" ${ARGN})
  set_target_properties(${arg_OBJECTS} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  set(merged ${CMAKE_CURRENT_BINARY_DIR}/pratique_${arg_ARCHIVE}.o)
  add_custom_command(OUTPUT ${merged}
    COMMAND ${CMAKE_COMMAND} -DLINKER=${CMAKE_LINKER} -DOBJCOPY=${CMAKE_OBJCOPY} -DOUT=${merged}
      "-DOBJECTS=$<TARGET_OBJECTS:${arg_OBJECTS}>" "-DKEEP=${arg_KEEP}" "-DWRAP=${arg_WRAP}"
      -P ${PROJECT_SOURCE_DIR}/cmake/merge_objects.cmake
    DEPENDS ${arg_OBJECTS} $<TARGET_OBJECTS:${arg_OBJECTS}> ${PROJECT_SOURCE_DIR}/cmake/merge_objects.cmake
    COMMENT "Merging libpratique_${arg_ARCHIVE}.a into one object" VERBATIM)
  set_source_files_properties(${merged} PROPERTIES EXTERNAL_OBJECT ON GENERATED ON)
  add_library(pq_${name} STATIC ${merged})
  set_target_properties(pq_${name} PROPERTIES OUTPUT_NAME pratique_${arg_ARCHIVE} EXPORT_NAME ${arg_ARCHIVE} LINKER_LANGUAGE C)
  target_include_directories(pq_${name} INTERFACE $<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}/${arg_INCLUDE}>)
  target_link_libraries(pq_${name} INTERFACE ${arg_LINKS})
endfunction()
