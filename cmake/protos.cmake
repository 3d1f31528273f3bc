# Generates C++ from proto/: messages for every room (saan_proto), services for
# gateway/ only (saan_doors), so that few files pay for gRPC's headers.

file(GLOB noun_protos CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/proto/saan/v1/*.proto
     ${CMAKE_SOURCE_DIR}/proto/google/rpc/*.proto
     ${CMAKE_SOURCE_DIR}/proto/saan/internal/*.proto)
set(proto_out ${CMAKE_BINARY_DIR}/proto)
file(MAKE_DIRECTORY ${proto_out})

function(saan_generate proto root flag plugin suffix result)
  file(RELATIVE_PATH stem ${root} ${proto})
  string(REGEX REPLACE "\\.proto$" "" stem ${stem})
  add_custom_command(
    OUTPUT ${proto_out}/${stem}${suffix}.cc ${proto_out}/${stem}${suffix}.h
    COMMAND protobuf::protoc -I ${root} -I ${CMAKE_SOURCE_DIR}/proto
            ${flag}=${proto_out} ${plugin} ${proto}
    DEPENDS ${noun_protos} ${proto})
  set(${result} ${${result}} ${proto_out}/${stem}${suffix}.cc PARENT_SCOPE)
endfunction()

foreach(proto ${noun_protos})
  saan_generate(${proto} ${CMAKE_SOURCE_DIR}/proto --cpp_out "" .pb message_sources)
endforeach()
saan_room(saan_proto SOURCES ${message_sources} LIBRARIES protobuf::libprotobuf)
target_compile_options(saan_proto PRIVATE -w)
if(SAAN_SANITIZE AND NOT SAAN_SANITIZE STREQUAL thread)
  # What protoc writes is not ours to check, and would take most of the time.
  target_compile_options(saan_proto PRIVATE -fno-sanitize=all)
endif()

set(grpc_plugin --plugin=protoc-gen-grpc=$<TARGET_FILE:gRPC::grpc_cpp_plugin>)
foreach(door exchange admin auditor identity governance coordination follow_up)
  saan_generate(${CMAKE_SOURCE_DIR}/proto/saan/v1/${door}.proto
                ${CMAKE_SOURCE_DIR}/proto --grpc_out ${grpc_plugin} .grpc.pb door_sources)
endforeach()
# The health service of gRPC can be described by reflection only when its
# proto is linked (grpc/grpc#36665).
set(health_proto /usr/share/grpc-proto/grpc/health/v1/health.proto)
saan_generate(${health_proto} /usr/share/grpc-proto --cpp_out "" .pb door_sources)
saan_generate(${health_proto} /usr/share/grpc-proto --grpc_out ${grpc_plugin} .grpc.pb door_sources)
saan_room(saan_doors SOURCES ${door_sources} ROOMS saan_proto LIBRARIES gRPC::grpc++)
target_compile_options(saan_doors PRIVATE -w)

# Formats that belong to one room alone.
saan_generate(${CMAKE_SOURCE_DIR}/adapters/mapping.proto ${CMAKE_SOURCE_DIR}
              --cpp_out "" .pb mapping_sources)
saan_generate(${CMAKE_SOURCE_DIR}/gateway/match/model.proto ${CMAKE_SOURCE_DIR}
              --cpp_out "" .pb model_sources)
saan_generate(${CMAKE_SOURCE_DIR}/gateway/config.proto ${CMAKE_SOURCE_DIR}
              --cpp_out "" .pb config_sources)
saan_generate(${CMAKE_SOURCE_DIR}/gateway/ctl/contexts.proto ${CMAKE_SOURCE_DIR}
              --cpp_out "" .pb contexts_sources)
set_source_files_properties(${mapping_sources} ${model_sources} ${config_sources}
                            ${contexts_sources} PROPERTIES COMPILE_OPTIONS -w)
