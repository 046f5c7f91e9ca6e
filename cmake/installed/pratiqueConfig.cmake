# SPDX-License-Identifier: MIT
# find_package(pratique [COMPONENTS policy subject watch]): pratique::policy, which needs libc alone, pratique::subject, a
# header, and pratique::watch, which needs ICU. Without COMPONENTS there is what the machine has the libraries for.
include(${CMAKE_CURRENT_LIST_DIR}/pratique-policy.cmake)
set(pratique_policy_FOUND TRUE)
include(${CMAKE_CURRENT_LIST_DIR}/pratique-subject.cmake)
set(pratique_subject_FOUND TRUE)

find_package(PkgConfig QUIET)
if(PkgConfig_FOUND AND NOT TARGET PkgConfig::PRATIQUE_ICU)
  pkg_check_modules(PRATIQUE_ICU QUIET IMPORTED_TARGET GLOBAL icu-uc)
endif()
if(TARGET PkgConfig::PRATIQUE_ICU)
  include(${CMAKE_CURRENT_LIST_DIR}/pratique-watch.cmake)
  set(pratique_watch_FOUND TRUE)
endif()

foreach(component IN LISTS pratique_FIND_COMPONENTS)
  if(NOT pratique_${component}_FOUND AND pratique_FIND_REQUIRED_${component})
    set(pratique_FOUND FALSE)
    string(APPEND pratique_NOT_FOUND_MESSAGE "no component ${component}")
    if(component STREQUAL "watch")
      string(APPEND pratique_NOT_FOUND_MESSAGE ": it needs pkg-config and ICU's development files (icu-uc)")
    endif()
    string(APPEND pratique_NOT_FOUND_MESSAGE ". ")
  endif()
endforeach()
