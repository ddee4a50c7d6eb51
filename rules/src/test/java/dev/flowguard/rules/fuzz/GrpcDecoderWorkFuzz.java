package dev.flowguard.rules.fuzz;

/** Of what {@code GrpcDecoder} costs. */
class GrpcDecoderWorkFuzz extends DecoderWorkFuzz {
  GrpcDecoderWorkFuzz() {
    super("GrpcDecoder");
  }
}
