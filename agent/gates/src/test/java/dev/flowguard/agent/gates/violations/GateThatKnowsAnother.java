package dev.flowguard.agent.gates.violations;

import dev.flowguard.agent.gates.okhttp.OkHttpHooks;

/** A gate that knows one that it does not stand on. */
final class GateThatKnowsAnother {
  Object client = OkHttpHooks.client();
}
