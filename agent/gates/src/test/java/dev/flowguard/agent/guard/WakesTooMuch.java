package dev.flowguard.agent.guard;

import dev.flowguard.agent.alert.Webhook;
import java.nio.file.Path;

/** Breaks the rules of the start path on purpose. Only tests see it. */
final class WakesTooMuch {
  Path path;
  Webhook webhook;
}
