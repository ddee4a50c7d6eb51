package dev.flowguard.rules.fuzz;

/** Of what {@code CompoundDecoder} costs. */
class CompoundDecoderWorkFuzz extends DecoderWorkFuzz {
  CompoundDecoderWorkFuzz() {
    super("CompoundDecoder");
  }
}
