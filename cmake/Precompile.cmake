# Precompiled headers: reading the standard library anew is a third of what compiling takes.
#
#   broadsheet_precompile(TARGET HEADER)        compiles the header for the C++ files of a target
#   broadsheet_use_precompiled(TARGET OWNER)    lets another target, with the same options, use it
function(broadsheet_precompile target header)
    # Named without its folder, so that ccache knows it in a clone that lies elsewhere.
    get_filename_component(folder ${header} DIRECTORY)
    get_filename_component(name ${header} NAME)
    target_include_directories(${target} PRIVATE ${folder})
    target_precompile_headers(${target} PRIVATE "$<$<COMPILE_LANGUAGE:CXX>:<${name}$<ANGLE-R>>")
    broadsheet_trust_precompiled(${target})
endfunction()

function(broadsheet_use_precompiled target owner)
    target_precompile_headers(${target} REUSE_FROM ${owner})
    broadsheet_trust_precompiled(${target})
endfunction()

# g++ says nothing of what it finds inside a system's headers, but once it optimises it does not know precompiled ones for such. g++ 12 then
# takes the lengths of std::string for wrong, which they are not; AddressSanitizer looks for the like where it runs.
function(broadsheet_trust_precompiled target)
    foreach(warning array-bounds stringop-overflow stringop-overread)
        target_compile_options(${target} PRIVATE "$<$<AND:$<CONFIG:RelWithDebInfo>,$<COMPILE_LANG_AND_ID:CXX,GNU>>:-Wno-${warning}>")
    endforeach()
endfunction()
