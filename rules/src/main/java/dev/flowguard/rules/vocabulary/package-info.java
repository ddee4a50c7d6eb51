/** What a policy can name, and whether this version has it. Below all other packages. */
@NullMarked
package dev.flowguard.rules.vocabulary;

import org.jspecify.annotations.NullMarked;
