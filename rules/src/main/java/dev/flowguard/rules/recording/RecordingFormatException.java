package dev.flowguard.rules.recording;

import java.io.IOException;

/** A file that is no recording; the message has the place, the fault and the mend. */
public final class RecordingFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  RecordingFormatException(String message) {
    super(message);
  }
}
