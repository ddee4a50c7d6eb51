package org.eclipse.jetty.server;

/** As in no version of Jetty. */
public class HttpChannel {
  public void recycle() {}
}
