# What runs on readers' pages (web/worker/): the service worker, and the scripts of search and "Check this page", each bundled by Vite into one
# file. Sets broadsheet_reader_scripts to what comes out, below ${CMAKE_BINARY_DIR}/reader_scripts/.
include(WebPackages)
set(folder ${CMAKE_BINARY_DIR}/reader_scripts)
file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${web}/worker/*.js)
set(broadsheet_reader_scripts ${folder}/worker.js ${folder}/register.js ${folder}/check.js ${folder}/search.js)
add_custom_command(OUTPUT ${broadsheet_reader_scripts}
    COMMAND ${NODE} build-worker.mjs ${folder}
    WORKING_DIRECTORY ${web}
    DEPENDS ${installed} ${sources} ${web}/build-worker.mjs
    COMMENT "Bundling what runs on readers' pages")
