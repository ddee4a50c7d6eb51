package dev.flowguard.rules.fuzz;

/** Of what {@code ContainerDecoder} costs. */
class ContainerDecoderWorkFuzz extends DecoderWorkFuzz {
  ContainerDecoderWorkFuzz() {
    super("ContainerDecoder");
  }
}
