# What is installed, and the Debian package: `cpack -G DEB` in build/release.
include(GNUInstallDirs)

# The program prints its own manual and completions, when it is installed.
set(generated ${CMAKE_BINARY_DIR}/packaging)
install(CODE "
    file(MAKE_DIRECTORY ${generated})
    foreach(wanted \"manual\" \"completions;bash\" \"completions;zsh\" \"completions;fish\")
        list(GET wanted -1 name)
        execute_process(COMMAND $<TARGET_FILE:broadsheet> \${wanted} OUTPUT_FILE ${generated}/\${name} COMMAND_ERROR_IS_FATAL ANY)
    endforeach()
    file(RENAME ${generated}/manual ${generated}/broadsheet.1)
    execute_process(COMMAND gzip -9nf ${generated}/broadsheet.1 COMMAND_ERROR_IS_FATAL ANY)
")
# Beside each other: the server looks for the decoder of pictures and the cleaner of files where it lies itself.
install(TARGETS broadsheet broadsheet-pictures broadsheet-files RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES ${generated}/broadsheet.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${generated}/bash DESTINATION share/bash-completion/completions RENAME broadsheet)
install(FILES ${generated}/zsh DESTINATION share/zsh/vendor-completions RENAME _broadsheet)
install(FILES ${generated}/fish DESTINATION share/fish/vendor_completions.d RENAME broadsheet.fish)
install(FILES packaging/broadsheet.service DESTINATION lib/systemd/system)
install(FILES packaging/broadsheet.sysusers DESTINATION lib/sysusers.d RENAME broadsheet.conf)
install(DIRECTORY demo DESTINATION share/broadsheet)
install(FILES LICENSE packaging/copyright packaging/nginx.conf packaging/Caddyfile ${CMAKE_BINARY_DIR}/web/assets/editor-licences.txt
    DESTINATION share/doc/broadsheet)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME broadsheet)
set(CPACK_PACKAGE_CONTACT "The Broadsheet project <broadsheet@broadsheet.invalid>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION web)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# What the libraries do not bring along: [run] of debian-packages.txt, and the maker of the service's account.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "tzdata, ca-certificates, systemd")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "postgresql, nginx | caddy")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
    ${CMAKE_SOURCE_DIR}/packaging/postinst ${CMAKE_SOURCE_DIR}/packaging/prerm ${CMAKE_SOURCE_DIR}/packaging/postrm)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
include(CPack)
