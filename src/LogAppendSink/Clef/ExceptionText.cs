using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace LogAppendSink.Clef;

/// <summary>
/// Writes the text of <see cref="Exception.ToString"/> into a JSON string, with the same characters, and caches the texts of stack traces.
/// Looking up names and line numbers for each exception is the largest cost of a log with errors.
/// </summary>
internal static class ExceptionText
{
    // Deeper exceptions are formatted by the runtime.
    private const int DepthLimit = 32;

    private const string InnerStart = " ---> ";
    private const string InnerEndIndent = "   ";

    private static readonly ConditionalWeakTable<Type, object> Plain = [];

    /// <summary>The runtime's separator line after an inner exception; null if this runtime formats exceptions differently.</summary>
    private static readonly string? InnerEnd = FindInnerEnd();

    /// <summary>Appends the text.</summary>
    /// <exception cref="Exception">Any exception thrown by the exception's <c>Message</c> or <c>ToString()</c>; part of the text may have
    /// been written.</exception>
    internal static void Append(RecordBuffer buffer, Exception exception) => Append(buffer, exception, depth: 0);

    private static void Append(RecordBuffer buffer, Exception exception, int depth)
    {
        if (InnerEnd is null || depth == DepthLimit || !IsPlain(exception.GetType()))
        {
            JsonText.Append(buffer, ExceptionOutline.TextOf(exception, buffer.LimitBytes));
            return;
        }

        JsonText.Append(buffer, exception.GetType().ToString());
        if (exception.Message is { Length: > 0 } message)
        {
            buffer.Append(": "u8);
            JsonText.Append(buffer, message);
        }

        if (exception.InnerException is { } inner)
        {
            AppendNewLine(buffer);
            JsonText.Append(buffer, InnerStart);
            Append(buffer, inner, depth + 1);
            AppendNewLine(buffer);
            JsonText.Append(buffer, InnerEndIndent);
            JsonText.Append(buffer, InnerEnd);
        }

        StackTraceTexts.AppendLines(buffer, exception);
    }

    internal static void AppendNewLine(RecordBuffer buffer) => JsonText.Append(buffer, Environment.NewLine);

    /// <summary>Whether the exception's type does not override <c>ToString()</c>.</summary>
    private static bool IsPlain(Type type) =>
        ReferenceEquals(
            Plain.GetValue(
                type,
                static type =>
                    IsOfException(type, nameof(ToString)) && IsOfException(type, "get_StackTrace") ? bool.TrueString : bool.FalseString),
            bool.TrueString);

    [UnconditionalSuppressMessage(
        "Trimming", "IL2070", Justification = "What is called is kept, and both are; one that is not found counts as overridden.")]
    private static bool IsOfException(Type type, string method) =>
        type.GetMethod(method, BindingFlags.Instance | BindingFlags.Public, Type.EmptyTypes)?.DeclaringType == typeof(Exception);

    private static string? FindInnerEnd()
    {
        var type = typeof(InvalidOperationException);
        var start = $"{type}: o{Environment.NewLine}{InnerStart}{type}: i{Environment.NewLine}{InnerEndIndent}";
        var text = new InvalidOperationException("o", new InvalidOperationException("i")).ToString();
        return text.StartsWith(start, StringComparison.Ordinal) ? text[start.Length..] : null;
    }
}
