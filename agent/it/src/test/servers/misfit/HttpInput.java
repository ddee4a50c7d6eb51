package org.eclipse.jetty.server;

/** As in no version of Jetty: it has the method that is looked at, and nothing around it. */
public class HttpInput {
  public int read(byte[] to, int offset, int most) {
    to[offset] = '{';
    return 1;
  }
}
