# SPDX-License-Identifier: MIT
# PQ_ENGINE=contract: compiler, flags, sanitizer and engine are what OSS-Fuzz's variables say (fuzz/oss-fuzz/build.sh), and no
# sanitizer is added to them. The flags ask for coverage of everything; what may not teach the engine has it taken away.
enable_language(CXX) # engines are C++ and are linked as such

set(PQ_LIB_FUZZING_ENGINE "$ENV{LIB_FUZZING_ENGINE}")
if(NOT PQ_LIB_FUZZING_ENGINE)
  set(PQ_LIB_FUZZING_ENGINE -fsanitize=fuzzer)
endif()
separate_arguments(PQ_LIB_FUZZING_ENGINE)

# Only libFuzzer calls the mutator by name; without the variable it is the engine.
if("$ENV{FUZZING_ENGINE}" MATCHES "^(libfuzzer)?$")
  set(PQ_ENGINE_MUTATES ON)
endif()
if(CMAKE_C_FLAGS MATCHES "-fsanitize=[a-z,-]*memory")
  set(PQ_MEMORY_SANITIZER ON)
endif()

# The images that run targets lack our libraries: they lie in lib/ beside the targets. An rpath of the old kind also counts
# for what these libraries need themselves. A target is linked with those alone that it calls: ICU is large.
set(CMAKE_BUILD_WITH_INSTALL_RPATH ON)
set(CMAKE_INSTALL_RPATH "$ORIGIN/lib")
add_link_options(-Wl,--disable-new-dtags -Wl,--as-needed)

# pq_uncovered(TARGET): the target has no coverage, whatever the flags ask for.
function(pq_uncovered target)
  target_compile_options(${target} PRIVATE
    -fno-sanitize-coverage=func,bb,edge,trace-pc,trace-pc-guard,inline-8bit-counters,pc-table,trace-cmp,trace-div,trace-gep,indirect-calls,stack-depth)
  if("$ENV{FUZZING_ENGINE}" STREQUAL "afl")
    set_target_properties(${target} PROPERTIES C_COMPILER_LAUNCHER "${CMAKE_COMMAND};-E;env;AFL_NOOPT=1")
  endif()
endfunction()
