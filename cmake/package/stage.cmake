# SPDX-License-Identifier: MIT
# Run by cpack when all is staged: what a Debian package has in other places, or has besides.
set(root ${CPACK_TEMPORARY_INSTALL_DIRECTORY})
set(share ${root}/usr/share)
set(doc ${share}/doc/pratique)

# Debian's zsh looks here; its policy wants the licence as "copyright", and no other copy.
file(MAKE_DIRECTORY ${share}/zsh/vendor-completions)
file(RENAME ${share}/zsh/site-functions/_pratique ${share}/zsh/vendor-completions/_pratique)
file(REMOVE_RECURSE ${share}/zsh/site-functions)
file(READ ${doc}/LICENSE licence)
file(WRITE ${doc}/copyright "${licence}")
file(REMOVE ${doc}/LICENSE)

# What the programs are linked with. CPack would look for programs among all files of the corpus, one process a file.
set(scratch ${root}-depends)
file(MAKE_DIRECTORY ${scratch}/debian)
file(WRITE ${scratch}/debian/control "Source: pratique\n\nPackage: pratique\nArchitecture: any\n")
file(GLOB programs ${root}/usr/bin/*)
execute_process(COMMAND dpkg-shlibdeps -O ${programs} WORKING_DIRECTORY ${scratch}
  OUTPUT_VARIABLE depends OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
file(REMOVE_RECURSE ${scratch})
string(REGEX REPLACE "^shlibs:Depends=" "" CPACK_DEBIAN_PACKAGE_DEPENDS "${depends}")

# SOURCE_DATE_EPOCH counts, so that the same source gives the same package.
set(day -u -R)
if(DEFINED ENV{SOURCE_DATE_EPOCH})
  list(APPEND day -d @$ENV{SOURCE_DATE_EPOCH})
endif()
execute_process(COMMAND ${CMAKE_COMMAND} -E env LC_ALL=C date ${day} OUTPUT_VARIABLE day OUTPUT_STRIP_TRAILING_WHITESPACE
  COMMAND_ERROR_IS_FATAL ANY)
file(WRITE ${doc}/changelog "pratique (${CPACK_PACKAGE_VERSION}) unstable; urgency=medium

  * This version.

 -- ${CPACK_PACKAGE_CONTACT}  ${day}
")
execute_process(COMMAND gzip -9n ${doc}/changelog COMMAND_ERROR_IS_FATAL ANY)
