using System.Text;

namespace LogAppendSink.Clef;

/// <summary>
/// Returns the text of an exception within a limit. <see cref="Exception.ToString"/> recurses through all inner exceptions, so a very deep
/// chain overflows the stack and ends the process. The message of an <see cref="AggregateException"/> repeats all inner messages, so nested
/// ones take memory without limit.
/// </summary>
internal static class ExceptionOutline
{
    internal const int DepthLimit = 100;
    internal const int CountLimit = 1000;

    // The limit of an outline, which replaces a text too long to read.
    private const int LinesLimit = 100;
    private const int MessageLimit = 1000;
    private const int CharactersMax = 4 * 1024 * 1024;

    /// <summary>
    /// Returns the exception's <c>ToString()</c>; if that is too long, the types and messages of the first exceptions in it.
    /// </summary>
    /// <param name="exception">The exception.</param>
    /// <param name="charactersLimit">The approximate maximum length of the text.</param>
    /// <exception cref="Exception">Any exception thrown by the exception's <c>Message</c> or <c>ToString()</c>.</exception>
    internal static string TextOf(Exception exception, int charactersLimit)
    {
        var count = 0;
        return Weight(exception, depth: 0, Math.Min(charactersLimit, CharactersMax), ref count) is null
            ? Outline(exception)
            : exception.ToString();
    }

    /// <summary>Returns the total length of its messages, with repetitions, and of its own message; null if a limit is exceeded.</summary>
    private static (long Text, long Message)? Weight(Exception exception, int depth, int limit, ref int count)
    {
        if (depth == DepthLimit || ++count > CountLimit)
            return null;

        var weight = (Text: 0L, Message: 0L);
        if (exception is AggregateException aggregate)
        {
            foreach (var inner in aggregate.InnerExceptions)
            {
                if (Weight(inner, depth + 1, limit, ref count) is not { } part)
                    return null;
                weight = (weight.Text + part.Text, weight.Message + part.Message);
            }
        }
        else
        {
            weight.Message = exception.Message?.Length ?? 0;
            if (exception.InnerException is { } inner)
            {
                if (Weight(inner, depth + 1, limit, ref count) is not { } part)
                    return null;
                weight.Text = part.Text;
            }
        }

        weight.Text += weight.Message;
        return weight.Text <= limit ? weight : null;
    }

    private static string Outline(Exception exception)
    {
        var text = new StringBuilder();
        var waiting = new Stack<Exception>([exception]);
        for (var lines = 0; waiting.TryPop(out var next); lines++)
        {
            if (lines > 0)
                text.Append(Environment.NewLine).Append(" ---> ");
            if (lines == LinesLimit)
                return text.Append("(more inner exceptions are left out)").ToString();

            text.Append(next.GetType());
            if (next is AggregateException aggregate)
            {
                for (var i = Math.Min(aggregate.InnerExceptions.Count, LinesLimit) - 1; i >= 0; i--)
                    waiting.Push(aggregate.InnerExceptions[i]);
                continue;
            }

            if (next.Message is { Length: > 0 } message)
                text.Append(": ").Append(message.AsSpan(0, Math.Min(message.Length, MessageLimit)));
            if (next.InnerException is { } inner)
                waiting.Push(inner);
        }

        return text.ToString();
    }
}
