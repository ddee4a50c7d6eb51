package dev.flowguard.rules.fuzz;

/** Of what {@code MailDecoder} costs. */
class MailDecoderWorkFuzz extends DecoderWorkFuzz {
  MailDecoderWorkFuzz() {
    super("MailDecoder");
  }
}
