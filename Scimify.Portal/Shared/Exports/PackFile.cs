using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Primitives;

namespace Scimify.Portal.Shared.Exports;

/// <summary>Lists that every evidence pack has. A feature registers its own.</summary>
public interface IPackSource
{
    IEnumerable<PackFile> Files(PackScope scope);
}

/// <summary>What an evidence pack covers.</summary>
/// <param name="Actor">Who takes it.</param>
/// <param name="From">The logs begin here; null for their beginning.</param>
/// <param name="To">The logs end before this.</param>
public sealed record PackScope(Actor Actor, DateTimeOffset? From, DateTimeOffset To, IReadOnlyList<PackIntegration> Integrations);

/// <param name="Folder">The folder of its lists in the pack.</param>
public sealed record PackIntegration(IntegrationView View, string Folder)
{
    public PackFile File<T>(string name, Export<T> export)
        where T : notnull => PackFile.Of($"{Folder}/{name}", export);

    /// <summary>A folder for each integration, named after it.</summary>
    public static IReadOnlyList<PackIntegration> Foldered(IEnumerable<IntegrationView> views)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        return [.. views.Select(view =>
        {
            var name = FolderOf(view.Name);
            for (var number = 2; !taken.Add(name); number++)
            {
                name = $"{FolderOf(view.Name)}-{number}";
            }

            return new PackIntegration(view, name);
        })];
    }

    private static string FolderOf(string name)
    {
        var words = string.Concat(LetterCase.Lower(name).Select(c => char.IsAsciiLetterOrDigit(c) ? c : ' ')).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? "integration" : string.Join('-', words);
    }
}

/// <summary>One list, in every format.</summary>
/// <param name="Name">The path in the pack, without an ending: "production/users".</param>
/// <param name="Title">What it is: "Users of Production".</param>
/// <param name="Read">Its lines in a format.</param>
public sealed record PackFile(string Name, string Title, Func<ExportFormat, CancellationToken, IAsyncEnumerable<ExportText>> Read)
{
    public static PackFile Of<T>(string name, Export<T> export)
        where T : notnull => new(name, export.Title, (format, ct) => ExportText.LinesAsync(export.Parts, format, ct));
}
