# What web/ is built with: npm packages, installed when the lock file has changed. Sets web, installed and NPM; the target web_packages installs.
include_guard(GLOBAL)
find_program(NPM npm REQUIRED)
find_program(NODE NAMES node nodejs REQUIRED)
set(web ${CMAKE_SOURCE_DIR}/web)
set(installed ${web}/node_modules/.installed-lock)
add_custom_command(OUTPUT ${installed}
    COMMAND ${NPM} ci --prefix ${web} --ignore-scripts --no-audit --no-fund --loglevel=error
    COMMAND ${CMAKE_COMMAND} -E touch ${installed}
    DEPENDS ${web}/package-lock.json
    COMMENT "Installing npm packages for what runs in browsers (web/package-lock.json)")
add_custom_target(web_packages DEPENDS ${installed})
