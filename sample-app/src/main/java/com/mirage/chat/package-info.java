/** Conversations of users with the assistant. */
@NullMarked
package com.mirage.chat;

import org.jspecify.annotations.NullMarked;
