namespace Scimify.Portal.Shared.Flow;

/// <summary>One wire of the picture identity provider, Scimify, Looker.</summary>
/// <param name="Label">Above the wire.</param>
/// <param name="Detail">Below it.</param>
/// <param name="Tone">As of <see cref="Badge"/>, or <c>idle</c>.</param>
/// <param name="Stop">The icon in the middle of a wire that carries nothing; null for one that does.</param>
/// <param name="Moves">Whether something went through it within the last minutes.</param>
public sealed record FlowLink(string Label, string Detail, string Tone, string? Stop = null, bool Moves = false);
