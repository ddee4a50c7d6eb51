package dev.flowguard.agent.contract;

import org.eclipse.jetty.server.HttpInput;

/** Reads a byte of a request, and goes on until the guard has looked at its state. */
public final class MisfitProgram {
  private static final long MILLIS = 3_000;

  private MisfitProgram() {}

  public static void main(String[] args) throws InterruptedException {
    byte[] read = new byte[1];
    System.out.println("read: " + new HttpInput().read(read, 0, 1) + " " + (char) read[0]);
    Thread.sleep(MILLIS);
    System.out.println(OutcomeProgram.DONE);
  }
}
