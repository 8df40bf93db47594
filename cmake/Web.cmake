# The scripts of the newsroom's pages that are built from npm packages (web/): installed when the lock file has changed, bundled by Vite when a
# source has. Sets broadsheet_web to what comes out, below ${CMAKE_BINARY_DIR}/web/; only targets of the folder that includes this can use it.
include(WebPackages)
file(GLOB_RECURSE web_sources CONFIGURE_DEPENDS ${web}/src/*.js ${web}/src/*.css)
set(broadsheet_web
    ${CMAKE_BINARY_DIR}/web/assets/editor.js
    ${CMAKE_BINARY_DIR}/web/assets/editor.css
    ${CMAKE_BINARY_DIR}/web/assets/editor-licences.txt)

add_custom_command(OUTPUT ${broadsheet_web}
    COMMAND ${NPM} run --silent build -- --outDir ${CMAKE_BINARY_DIR}/web/assets
    WORKING_DIRECTORY ${web}
    DEPENDS ${installed} ${web_sources} ${web}/vite.config.js ${web}/package.json
    COMMENT "Bundling the editor")
