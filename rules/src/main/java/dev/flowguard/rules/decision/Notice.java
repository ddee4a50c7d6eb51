package dev.flowguard.rules.decision;

import dev.flowguard.rules.detect.Finding;
import dev.flowguard.rules.detect.Unit;
import dev.flowguard.rules.payload.Location;
import dev.flowguard.rules.policy.Rule;
import org.jspecify.annotations.Nullable;

/**
 * Something worth an event of severity info that breaks no rule: a run too short to be sure, a
 * shape at an undeclared recipient, a request that the policy lets pass uninspected.
 *
 * @param length as the unit counts; 0 where nothing was matched
 * @param why in words, without content
 * @param origin of captured content; null for anything else
 */
public record Notice(
    Rule rule,
    String category,
    String processor,
    String detector,
    Location location,
    String layers,
    int length,
    Unit unit,
    String why,
    Finding.@Nullable Origin origin) {}
