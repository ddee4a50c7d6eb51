package dev.flowguard.agent.gates.violations;

import dev.flowguard.sample.Sample;

/** An agent that knows the sample. */
final class KnowsTheSample {
  Sample sample;
}
