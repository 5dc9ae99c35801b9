/* Does nothing: Firefox shows what follows a style sheet in the body before the sheet has arrived, unless a script is between. */
