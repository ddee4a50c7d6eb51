/** The policy file: model, reader, messages. */
@NullMarked
package dev.flowguard.rules.policy;

import org.jspecify.annotations.NullMarked;
