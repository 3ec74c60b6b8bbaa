// Show codes by camera: pictures go to the service that reads them, and nowhere else.

import { make, word } from "/words.js";

/// How long between two looks, in milliseconds.
const BETWEEN = 700;

/// Whether there is a camera to ask for.
export const camera = () => Boolean(navigator.mediaDevices?.getUserMedia);

/// Looks until `judge` gives an answer, or somebody closes it.
export async function look(judge) {
  const dialog = document.getElementById("camera");
  const video = document.getElementById("camera-picture");
  const said = document.getElementById("camera-said");
  let stream = null;
  let open = true;
  const end = () => {
    open = false;
    stream?.getTracks().forEach((track) => track.stop());
    video.srcObject = null;
  };
  dialog.addEventListener("close", end, { once: true });
  said.textContent = word("cameraWait");
  dialog.showModal();
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    if (!open) return end();
    video.srcObject = stream;
    await video.play();
    said.textContent = word("cameraHold");
    while (open) {
      await new Promise((resolve) => setTimeout(resolve, BETWEEN));
      if (open && await judge(await picture(video))) dialog.close();
    }
  } catch {
    said.textContent = word("cameraNone");
  }
  return undefined;
}

/// What the camera sees, as PNG.
async function picture(video) {
  const scale = Math.min(1, 1280 / Math.max(video.videoWidth, video.videoHeight, 1));
  const canvas = make("canvas", { width: video.videoWidth * scale, height: video.videoHeight * scale });
  canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}
