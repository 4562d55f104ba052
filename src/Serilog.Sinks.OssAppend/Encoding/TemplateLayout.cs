using LogAppendSink.Clef;
using Serilog.Events;
using Serilog.Parsing;

namespace Serilog.Sinks.OssAppend.Encoding;

/// <summary>
/// The common parts of all events of one template, encoded once: the template, the property names, and the tokens to render. The template's
/// properties come first in each event, with the same string instances; so do most properties of the logger's context.
/// </summary>
internal sealed class TemplateLayout
{
    // A longer template is probably not a literal, and an event rarely has more properties.
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

    /// <summary>The tokens with a format, which <c>@r</c> lists.</summary>
    internal PropertyToken[] RenderedTokens { get; }

    internal static ClefLayoutCache<MessageTemplate, LogEvent, TemplateLayout> NewCache() => new(static (template, logEvent) =>
        template.Text.Length > TemplateLengthLimit ? null : new TemplateLayout(logEvent));

    /// <summary>As <see cref="RenderedTokens"/>. Allocates nothing if there are no such tokens.</summary>
    internal static PropertyToken[] RenderedTokensOf(MessageTemplate template)
    {
        List<PropertyToken>? rendered = null;

        // The tokens are an array behind an interface; iterating by index avoids an enumerator.
        foreach (var token in template.Tokens as MessageTemplateToken[] ?? [.. template.Tokens])
        {
            if (token is PropertyToken { Format: not null } property)
                (rendered ??= []).Add(property);
        }

        return rendered?.ToArray() ?? [];
    }

    /// <summary>Returns the encoded name of the property at an index; null if the event has another property there.</summary>
    internal ClefEncodedText? NameAt(int index, string name)
    {
        var names = _names;
        return (uint)index < (uint)names.Length && ReferenceEquals(names[index].Value, name) ? names[index] : null;
    }
}
