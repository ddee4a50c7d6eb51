package dev.flowguard.rules.cases;

import java.io.IOException;

/** A line of a case file that is no case; the message has the line, the fault and the mend. */
public final class CaseFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  CaseFormatException(String file, int line, String message) {
    super(file + ":" + line + ": " + message);
  }
}
