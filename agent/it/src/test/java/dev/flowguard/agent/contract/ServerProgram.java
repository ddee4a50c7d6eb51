package dev.flowguard.agent.contract;

import java.io.BufferedReader;
import java.io.InputStreamReader;

/**
 * A server with the application of {@link ServedApplication}, in a JVM of its own: it prints its
 * port, and serves until its standard input ends.
 */
interface ServerProgram {
  /** Starts to serve on a free port of the loopback address; answers the port. */
  int start() throws Exception;

  /** Runs the program whose class, in the same package, the argument names. */
  static void main(String[] arguments) throws Exception {
    String type = ServerProgram.class.getPackageName() + "." + arguments[0];
    var constructor = Class.forName(type).getDeclaredConstructor();
    constructor.setAccessible(true);
    System.out.println(((ServerProgram) constructor.newInstance()).start());
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    while (in.readLine() != null) {
      // until the test is over
    }
    System.exit(0);
  }
}
