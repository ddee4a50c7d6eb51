/** The one linking mechanism: from a woven class to the typed gate behind it. */
@NullMarked
package dev.flowguard.agent.link;

import org.jspecify.annotations.NullMarked;
