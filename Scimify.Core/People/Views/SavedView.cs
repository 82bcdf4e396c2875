namespace Scimify.Core.People.Views;

/// <summary>A view of a list that a person has saved under a name. Only that person sees it.</summary>
public sealed class SavedView
{
    public Guid Id { get; set; }

    public Guid PersonId { get; set; }

    public Person? Person { get; set; }

    /// <summary>The console's name of the list, such as <c>users</c>. The same view applies to that list of every integration.</summary>
    public required string List { get; set; }

    public required string Name { get; set; }

    /// <summary>What stands behind the question mark of the list's address: filters and order.</summary>
    public required string Query { get; set; }

    public DateTimeOffset SavedAt { get; set; }
}
