# SPDX-License-Identifier: MIT
# cpack: a Debian package of what cmake --install puts in place, with what Debian wants besides (package/stage.cmake).
# Build first; docs/install.md tells how.
set(PQ_PACKAGE_CONTACT "pratique <packages@pratique.invalid>" CACHE STRING "who answers for a package that is made here")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME pratique)
set(CPACK_PACKAGE_CONTACT "${PQ_PACKAGE_CONTACT}")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "judge what a browser's network code dials and writes")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ
  WORLD_EXECUTE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "ca-certificates, nftables")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "libicu-dev, pkg-config | cmake, bash-completion, man-db")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
  "pratique drives network code with hostile web content and judges every dial
and every byte: no unsafe port is dialled, and no forbidden header, smuggled
byte or leaked credential reaches the socket layer. It audits browsers in a
sandbox that nothing leaves, checks the lists of blocked ports in source code,
and puts scenarios to models, services and other people's programs.

Static libraries for other programs are included, among them the policies
(pratique/policy.h) and the judge (pratique/watch.h).")
# No script's own permissions, but those that dpkg wants.
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${PROJECT_SOURCE_DIR}/cmake/package/postinst
  ${PROJECT_SOURCE_DIR}/cmake/package/prerm ${PROJECT_SOURCE_DIR}/cmake/package/triggers)
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/cmake/package/stage.cmake)
include(CPack)
