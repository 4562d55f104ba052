using LogAppendSink.Clef;
using Serilog.Events;
using Serilog.Parsing;

namespace Serilog.Sinks.OssAppend.Encoding;

/// <summary>
/// What the events of one template have alike: the template and the names of the properties, encoded once, and the tokens that are
/// rendered. The template's own properties come first in each event and with the very same names; those of the logger's context mostly too.
/// </summary>
internal sealed class TemplateLayout
{
    // What is that long is no literal, and an event of so many properties is no ordinary one.
    private const int TemplateLengthLimit = 4096;
    private const int NamesLimit = 64;

    private readonly ClefEncodedText[] _names;

    private TemplateLayout(LogEvent logEvent)
    {
        EncodedTemplate = ClefEncodedText.Encode(logEvent.MessageTemplate.Text);
        RenderedTokens = RenderedTokensOf(logEvent.MessageTemplate);
        _names = [.. logEvent.Properties.Keys.Take(NamesLimit).Select(ClefEncodedText.Encode)];
    }

    internal ClefEncodedText EncodedTemplate { get; }

    /// <summary>The tokens with a format, which are what <c>@r</c> lists.</summary>
    internal PropertyToken[] RenderedTokens { get; }

    internal static ClefLayoutCache<MessageTemplate, LogEvent, TemplateLayout> NewCache() => new(static (template, logEvent) =>
        template.Text.Length > TemplateLengthLimit ? null : new TemplateLayout(logEvent));

    /// <summary>As <see cref="RenderedTokens"/>. Allocates nothing where there is none.</summary>
    internal static PropertyToken[] RenderedTokensOf(MessageTemplate template)
    {
        List<PropertyToken>? rendered = null;

        // The tokens are an array behind their interface, which can be walked without an enumerator.
        foreach (var token in template.Tokens as MessageTemplateToken[] ?? [.. template.Tokens])
        {
            if (token is PropertyToken { Format: not null } property)
                (rendered ??= []).Add(property);
        }

        return rendered?.ToArray() ?? [];
    }

    /// <summary>The name of the property at that place, encoded; null where this event has another one there.</summary>
    internal ClefEncodedText? NameAt(int index, string name)
    {
        var names = _names;
        return (uint)index < (uint)names.Length && ReferenceEquals(names[index].Value, name) ? names[index] : null;
    }
}
