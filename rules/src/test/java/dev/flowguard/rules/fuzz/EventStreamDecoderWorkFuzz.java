package dev.flowguard.rules.fuzz;

/** Of what {@code EventStreamDecoder} costs. */
class EventStreamDecoderWorkFuzz extends DecoderWorkFuzz {
  EventStreamDecoderWorkFuzz() {
    super("EventStreamDecoder");
  }
}
