package dev.flowguard.agent.spi;

/** Takes a value of a row piece by piece, as the application reads it. For one thread at a time. */
public interface RowStream {
  /** Takes characters; nothing is kept of the array. */
  void add(char[] from, int offset, int length);

  /** Takes bytes of a value that may be a file; nothing is kept of the array. */
  void add(byte[] from, int offset, int length);

  /** The application has what was added, and may not ask for more: all of it is to be known. */
  void flush();

  /** Nothing more comes. Done again, it does nothing. */
  void end();
}
