/** Conversations with an assistant, by their form: a class for each way of writing them down. */
@NullMarked
package dev.flowguard.rules.detect.chat;

import org.jspecify.annotations.NullMarked;
