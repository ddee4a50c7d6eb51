package dev.flowguard.agent.contract;

/** The server of Helidon with the smallest buffer for what is written to a stream. */
final class HelidonUnbufferedProgram implements ServerProgram {
  @Override
  public int start() {
    return HelidonProgram.start(HelidonProgram::write, 1);
  }
}
