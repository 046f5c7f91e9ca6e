# SPDX-License-Identifier: MIT
# cmake --install: the program, the libraries that others link with all that finds them, policies, corpus and texts.
# docs/install.md tells what lies where. Nothing that is installed names the source tree or the build.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(PQ_SHARE ${CMAKE_INSTALL_DATADIR}/pratique)
set(PQ_CMAKE ${CMAKE_INSTALL_LIBDIR}/cmake/pratique)

# Debugging information tells where the program was compiled. Archives keep their symbols' names.
install(CODE "set(CMAKE_INSTALL_DO_STRIP ON)")
# The programs that it starts lie beside it; one is only built where libcurl is.
foreach(program pratique pratique_plugin pratique_libcurl)
  if(TARGET ${program})
    install(TARGETS ${program} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  endif()
endforeach()
# From lib/pkgconfig up to the prefix.
file(RELATIVE_PATH PQ_UP /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
string(REGEX REPLACE "/$" "" PQ_UP ${PQ_UP})
# A plug-in links nothing: it is its header alone.
add_library(pq_subject_interface INTERFACE)
set_target_properties(pq_subject_interface PROPERTIES EXPORT_NAME subject)
install(DIRECTORY harness/plugin/include/pratique DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
foreach(library verdict watch subject_interface)
  get_target_property(word pq_${library} EXPORT_NAME)
  install(TARGETS pq_${library} EXPORT pratique-${word} ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
    INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
  if(NOT word STREQUAL "subject")
    install(CODE "execute_process(COMMAND ${CMAKE_OBJCOPY} --strip-debug -R .comment --enable-deterministic-archives
      \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_LIBDIR}/libpratique_${word}.a\" COMMAND_ERROR_IS_FATAL ANY)")
    install(DIRECTORY harness/${library}/include/pratique DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
  endif()
  install(EXPORT pratique-${word} NAMESPACE pratique:: FILE pratique-${word}.cmake DESTINATION ${PQ_CMAKE})
  configure_file(cmake/installed/pratique-${word}.pc.in ${PROJECT_BINARY_DIR}/installed/pratique-${word}.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/installed/pratique-${word}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endforeach()
write_basic_package_version_file(${PROJECT_BINARY_DIR}/installed/pratiqueConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES cmake/installed/pratiqueConfig.cmake ${PROJECT_BINARY_DIR}/installed/pratiqueConfigVersion.cmake
  DESTINATION ${PQ_CMAKE})

install(DIRECTORY src/policy/builtin/ DESTINATION ${PQ_SHARE}/policies FILES_MATCHING PATTERN "*.policy")
install(DIRECTORY corpus DESTINATION ${PQ_SHARE})
install(FILES cmake/package/apparmor DESTINATION ${PQ_SHARE}/apparmor RENAME pratique)
install(FILES README.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY examples DESTINATION ${CMAKE_INSTALL_DOCDIR})

# Manual pages and completion are made of what the program says of itself.
install(CODE "
  set(prefix \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}\")
  foreach(call \"manuals.sh;\${prefix}/${CMAKE_INSTALL_MANDIR}/man1\" \"completion.sh;\${prefix}/${CMAKE_INSTALL_DATADIR}\")
    list(POP_FRONT call script)
    message(STATUS \"Running \${script}\")
    execute_process(COMMAND sh ${PROJECT_SOURCE_DIR}/cmake/installed/\${script} $<TARGET_FILE:pratique> \"\${call}\"
      COMMAND_ERROR_IS_FATAL ANY)
  endforeach()")
