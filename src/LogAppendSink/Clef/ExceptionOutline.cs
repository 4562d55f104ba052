using System.Text;

namespace LogAppendSink.Clef;

/// <summary>
/// The text of an exception with a bound. The runtime's own <see cref="Exception.ToString"/> recurses through all inner exceptions, which ends
/// the process where a chain is too deep for the stack; and the message of an <see cref="AggregateException"/> repeats all of its inner
/// messages, so that a nested one takes memory without limit.
/// </summary>
internal static class ExceptionOutline
{
    internal const int DepthLimit = 100;
    internal const int CountLimit = 1000;

    // Of an outline, which stands for a text that nothing could read anyway.
    private const int LinesLimit = 100;
    private const int MessageLimit = 1000;
    private const int CharactersMax = 4 * 1024 * 1024;

    /// <summary>What the exception's own <c>ToString()</c> says; where that is too much, types and messages of the first ones in it.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="charactersLimit">About how long the whole text may be.</param>
    /// <exception cref="Exception">What the exception's own <c>Message</c> or <c>ToString()</c> throws.</exception>
    internal static string TextOf(Exception exception, int charactersLimit)
    {
        var count = 0;
        return Weight(exception, depth: 0, Math.Min(charactersLimit, CharactersMax), ref count) is null ? Outline(exception) : exception.ToString();
    }

    /// <summary>The characters of its messages, each as often as it is repeated, and those of its own message; null where any limit is passed.</summary>
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
