# Precompiled headers, in builds that do not optimise: where g++ 12 does, it warns of what it inlines from a standard library that was precompiled.
#
#   broadsheet_precompile(TARGET HEADER)        compiles the header for the C++ files of a target
#   broadsheet_use_precompiled(TARGET OWNER)    lets another target, with the same options, use it
function(broadsheet_precompile target header)
    if(CMAKE_BUILD_TYPE STREQUAL "Debug")
        target_precompile_headers(${target} PRIVATE "$<$<COMPILE_LANGUAGE:CXX>:${header}>")
    endif()
endfunction()

function(broadsheet_use_precompiled target owner)
    if(CMAKE_BUILD_TYPE STREQUAL "Debug")
        target_precompile_headers(${target} REUSE_FROM ${owner})
    endif()
endfunction()
