# Compiler, warnings, linker, cache: the same for every target.
if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
endif()

find_program(CCACHE ccache)
if(CCACHE)
    set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
    # Clones and worktrees in other folders share what was compiled (CCACHE_BASEDIR, CCACHE_NOHASHDIR); and what the
    # precompiled headers want (https://ccache.dev/manual/4.8.html#_precompiled_headers).
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1
        CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
    add_compile_options("$<$<COMPILE_LANG_AND_ID:CXX,GNU>:-fpch-preprocess>"
        "$<$<COMPILE_LANG_AND_ID:CXX,Clang>:SHELL:-Xclang -fno-pch-timestamp>")
    if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
        # CMake hands the header's path to clang's inner program, where ccache takes it as it stands.
        set(CMAKE_CXX_COMPILE_OPTIONS_CREATE_PCH -Xclang -emit-pch -include <PCH_HEADER> -x c++-header)
        set(CMAKE_CXX_COMPILE_OPTIONS_USE_PCH -include <PCH_HEADER>)
    endif()
endif()

find_program(MOLD mold)
if(MOLD)
    add_link_options(-fuse-ld=mold)
endif()

add_compile_options(-fdiagnostics-color=auto)
add_compile_options(
    $<$<COMPILE_LANGUAGE:CXX>:-Wall> $<$<COMPILE_LANGUAGE:CXX>:-Wextra> $<$<COMPILE_LANGUAGE:CXX>:-Wpedantic>
    $<$<COMPILE_LANGUAGE:CXX>:-Wshadow> $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor>
    $<$<COMPILE_LANGUAGE:CXX>:-Woverloaded-virtual> $<$<COMPILE_LANGUAGE:CXX>:-Wimplicit-fallthrough>
    $<$<COMPILE_LANGUAGE:CXX>:-Werror>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    # TRY is a statement expression and libseccomp's conditions are compound literals, which both compilers have and
    # -Wpedantic names. std::stable_sort of g++ 12's library uses what that library has itself deprecated.
    add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-Wno-gnu-statement-expression>
        $<$<COMPILE_LANGUAGE:CXX>:-Wno-c99-extensions>
        $<$<COMPILE_LANGUAGE:CXX>:-Wno-deprecated-declarations>)
endif()

# -pthread defines a macro, and some libraries ask for it: targets share precompiled headers only if all of them have it or none.
add_compile_options(-fstack-protector-strong -fno-plt -pthread)
add_link_options(-Wl,-z,relro,-z,now -Wl,--as-needed)
if(CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo")
    add_compile_definitions(_FORTIFY_SOURCE=2)
endif()

if(BROADSHEET_SANITIZE)
    add_compile_options(-fsanitize=${BROADSHEET_SANITIZE} -fno-omit-frame-pointer)
    add_link_options(-fsanitize=${BROADSHEET_SANITIZE})
    if(BROADSHEET_SANITIZE MATCHES "undefined")
        add_compile_options(-fno-sanitize-recover=undefined)
    endif()
endif()

find_package(Threads REQUIRED)
