namespace LogAppendSink.Clef;

/// <summary>In place of the engine's, which has methods without a body, that Coyote cannot rewrite. It keeps no texts.</summary>
internal static class StackTraceTexts
{
    internal static void AppendLines(RecordBuffer buffer, Exception exception)
    {
        if (exception.StackTrace is not { } text)
            return;
        ExceptionText.AppendNewLine(buffer);
        JsonText.Append(buffer, text);
    }
}
