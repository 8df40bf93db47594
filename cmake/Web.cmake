# The scripts of the newsroom's pages that are built from npm packages (web/): installed when the lock file has changed, bundled by Vite when a
# source has. Sets broadsheet_web to what comes out, below ${CMAKE_BINARY_DIR}/web/; only targets of the folder that includes this can use it.
find_program(NPM npm REQUIRED)
set(web ${CMAKE_SOURCE_DIR}/web)
set(installed ${web}/node_modules/.installed-lock)
file(GLOB_RECURSE web_sources CONFIGURE_DEPENDS ${web}/src/*.js ${web}/src/*.css)
set(broadsheet_web
    ${CMAKE_BINARY_DIR}/web/assets/editor.js
    ${CMAKE_BINARY_DIR}/web/assets/editor.css
    ${CMAKE_BINARY_DIR}/web/assets/editor-licences.txt)

add_custom_command(OUTPUT ${installed}
    COMMAND ${NPM} ci --prefix ${web} --ignore-scripts --no-audit --no-fund --loglevel=error
    COMMAND ${CMAKE_COMMAND} -E touch ${installed}
    DEPENDS ${web}/package-lock.json
    COMMENT "Installing npm packages for the editor (web/package-lock.json)")
add_custom_command(OUTPUT ${broadsheet_web}
    COMMAND ${NPM} run --silent build -- --outDir ${CMAKE_BINARY_DIR}/web/assets
    WORKING_DIRECTORY ${web}
    DEPENDS ${installed} ${web_sources} ${web}/vite.config.js ${web}/package.json
    COMMENT "Bundling the editor")
