package dev.flowguard.rules.fuzz;

/** Of what {@code JsonDecoder} costs. */
class JsonDecoderWorkFuzz extends DecoderWorkFuzz {
  JsonDecoderWorkFuzz() {
    super("JsonDecoder");
  }
}
