/** Spring's MockMvc, whose requests reach no server. */
@NullMarked
package dev.flowguard.agent.taps.springmock;

import org.jspecify.annotations.NullMarked;
