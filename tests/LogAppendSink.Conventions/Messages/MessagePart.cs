namespace LogAppendSink.Conventions.Messages;

/// <summary>A part of a message with several possible texts.</summary>
/// <param name="Name">Its name in the message, without the braces.</param>
/// <param name="Texts">The texts.</param>
internal sealed record MessagePart(string Name, IReadOnlyList<MessageText> Texts);
