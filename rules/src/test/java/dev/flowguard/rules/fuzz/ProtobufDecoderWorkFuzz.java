package dev.flowguard.rules.fuzz;

/** Of what {@code ProtobufDecoder} costs. */
class ProtobufDecoderWorkFuzz extends DecoderWorkFuzz {
  ProtobufDecoderWorkFuzz() {
    super("ProtobufDecoder");
  }
}
