# Tests that run what other presets have built; ./test builds them all and then runs ctest in the asan tree.

# A program of ours under ThreadSanitizer.
function(broadsheet_tsan_test room)
    add_test(NAME tsan.${room} COMMAND ${CMAKE_SOURCE_DIR}/build/tsan/tests/${room}_tests --gtest_brief=1)
    set_tests_properties(tsan.${room} PROPERTIES ENVIRONMENT "TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1")
endfunction()
broadsheet_tsan_test(http)

# The editor's modules, without a browser.
file(GLOB scripts CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/web/*.test.mjs)
foreach(script ${scripts})
    get_filename_component(name ${script} NAME)
    string(REPLACE ".test.mjs" "" name ${name})
    add_test(NAME web.${name} COMMAND node --test ${script})
endforeach()

# A server and a browser take a core and more: one at a time, beside the other tests.
function(broadsheet_one_browser_at_a_time test script)
    file(STRINGS ${script} mentions REGEX "rowser")
    if(mentions)
        set_tests_properties(${test} PROPERTIES RESOURCE_LOCK browser)
    endif()
endfunction()

# Tests that take long, and mostly go one at a time, begin first, the costlier the sooner. ctest prefers what a clean-up waits for to everything else: they
# say that the database's waits for them, too, though they use none of it.
function(broadsheet_begin_early test cost timeout)
    set_tests_properties(${test} PROPERTIES COST ${cost} TIMEOUT ${timeout} FIXTURES_REQUIRED postgres)
endfunction()

# What runs on readers' pages: its modules, and the service worker in a real browser before hosts that die and lie.
file(GLOB scripts CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/worker/*.test.mjs)
foreach(script ${scripts})
    get_filename_component(name ${script} NAME)
    string(REPLACE ".test.mjs" "" name ${name})
    add_test(NAME worker.${name} COMMAND node --test ${script} WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
    broadsheet_begin_early(worker.${name} 50 600)
    broadsheet_one_browser_at_a_time(worker.${name} ${script})
endforeach()

# The release build as its users meet it: commands, and pages in a real browser.
file(GLOB scripts CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/e2e/*.test.mjs)
foreach(script ${scripts})
    get_filename_component(name ${script} NAME)
    string(REPLACE ".test.mjs" "" name ${name})
    add_test(NAME e2e.${name} COMMAND node --test ${script} WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
    broadsheet_begin_early(e2e.${name} 100 900)
    broadsheet_one_browser_at_a_time(e2e.${name} ${script})
endforeach()
